"""What is tracked between units: the course it takes, its clocks, how it climbs, when an interview is suggested."""
