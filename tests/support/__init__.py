"""The test kit: fixtures and checks that every test of the project shares."""
