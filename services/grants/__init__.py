"""What is granted to a client (inzet): asked, checked, decided, started, ended; one module per verb."""
