"""The protocol and the letters."""
