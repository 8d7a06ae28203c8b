"""What is done with newsletters."""
