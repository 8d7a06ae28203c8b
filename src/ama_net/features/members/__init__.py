"""Members: the libro soci, applications, fees, meetings of the organs and their votes, the member's own area."""
