"""Follow-ups: a question that leans on the ones before it, read so that it stands for itself."""
