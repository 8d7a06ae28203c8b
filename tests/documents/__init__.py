"""Documents, social books, resolutions."""
