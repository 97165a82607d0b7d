"""What Majma does, one noun a file: a session and plain values in, frozen values out, one journal entry a change."""
