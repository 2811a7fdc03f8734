"""People: accounts, roles, teams, sites, sessions and tokens."""
