"""What every feature stands on: associations and their walls, the audit, people, places, sign-in, mail."""
