import VerbatimCLI

VerbatimMain.run()
