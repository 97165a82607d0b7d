"""What looks at everything: the export."""
