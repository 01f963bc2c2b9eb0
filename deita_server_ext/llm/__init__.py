"""Models: LiteLLM is used here and nowhere else, and imported when the first question comes."""
