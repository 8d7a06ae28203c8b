"""What is done with gifts, campaigns, donors."""
