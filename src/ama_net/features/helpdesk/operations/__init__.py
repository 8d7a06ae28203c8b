"""What is done at the helpdesk."""
