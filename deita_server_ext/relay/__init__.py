"""A user's own server under a JupyterHub forwards Deita's API to the Hub's service: this is how.

Everything here is loaded only where the setting ``service_url`` is there.
"""
