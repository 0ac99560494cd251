import ArgumentParser

@main
struct Keywizard: ParsableCommand {}
