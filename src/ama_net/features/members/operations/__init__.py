"""The verbs: each records in the audit, takes ``by=`` and never touches the request."""
