"""What every page of the application shares: the installation, access, headers, errors, languages."""
