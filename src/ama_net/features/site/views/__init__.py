"""The pages of the site, and those of the office about it."""
