"""What the robot knows without asking anybody: one module for each thing, none touches the database."""
