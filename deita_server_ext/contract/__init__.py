"""The API's requests and replies: the single source of what travels over HTTP."""
