"""Backup and restore: one file that holds a ledger as it stood at one moment, whatever database it was in."""
