"""The rules: who may do what, and what then happens. No HTTP, no SQL, no engine in here."""
