"""The verbs: movements, receipts, the association's accounts. Who may is the business of the page that calls."""
