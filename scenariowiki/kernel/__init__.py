"""What every capability stands on: tables, time, events, the one transaction, errors."""
