"""The verbs of accounts. None of them touches the request: pages pass what they read, jobs and commands do the same."""
