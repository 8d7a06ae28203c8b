"""What is done with the accounts."""
