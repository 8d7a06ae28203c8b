"""The pages of the helpdesk."""
