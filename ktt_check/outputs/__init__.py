"""What a run says: for people on the terminal, for other programs as JSON, SARIF or JUnit XML."""
