"""What people confide without an account."""
