"""Answers over HTTP, from a scripted server that speaks OpenAI's API, through LiteLLM."""
