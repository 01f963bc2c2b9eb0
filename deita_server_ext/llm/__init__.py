"""Models: LiteLLM is used here and nowhere else."""
