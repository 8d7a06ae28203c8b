"""What every page stands on: errors, security headers, languages, assets, the list component, undo, logs and health."""
