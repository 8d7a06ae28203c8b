"""The pages of donations, by door."""
