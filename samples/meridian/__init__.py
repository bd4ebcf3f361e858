"""The records of Meridian Cell Works, a synthetic site: facts, papers and the writers of each format."""
