"""The pages, all behind the office's door."""
