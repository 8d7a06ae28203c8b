"""The verbs: registering and changing people and organisations, their contacts and addresses, their consents."""
