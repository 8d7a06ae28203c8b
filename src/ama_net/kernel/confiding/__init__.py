"""What people confide without an account: who they are by a nickname and one contact, what they agreed to, the way back."""
