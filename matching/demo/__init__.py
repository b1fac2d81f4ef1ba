"""The demo region's vacancies: fictional, generated, the same every time."""
