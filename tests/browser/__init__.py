"""Deita as a person uses it: a real JupyterLab in a real Chromium."""
