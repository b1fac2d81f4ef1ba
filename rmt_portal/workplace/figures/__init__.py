"""The pages of the figures: a month with its reports, the dossiers behind a figure, and a file without names."""
