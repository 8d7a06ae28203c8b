"""The office's pages of the room."""
