"""Looks over the features: the portal, the office home, previews, the demo."""
