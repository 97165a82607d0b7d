"""Words and figures in three languages: what knows neither the web nor the database."""
