namespace Hl7.Fhir.R4.Lean.Generator;

/// <summary>The list of types and elements that the model has; model.txt says how it is written.</summary>
public sealed class ModelList
{
    private ModelList(IReadOnlyList<ListedType> types) => Types = types;

    public IReadOnlyList<ListedType> Types { get; }

    /// <exception cref="FormatException">A line is not as model.txt says, with its number.</exception>
    public static ModelList Parse(string text)
    {
        var types = new List<ListedType>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Split('#')[0].Trim();
            if (line.Length == 0)
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                throw new FormatException($"model.txt, line {number}: no colon after the type.");
            var name = line[..colon];
            var isShared = name.StartsWith("shared ", StringComparison.Ordinal);
            var elements = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ListedElement.Parse).ToList();
            types.Add(new ListedType(isShared ? name["shared ".Length..] : name, isShared, elements));
        }

        return new ModelList(types);
    }
}

/// <param name="Path">A type, or a part of one: <c>Observation.component</c>.</param>
/// <param name="IsShared">Equal values of one document are read into one object.</param>
/// <param name="Elements">In the order of the specification.</param>
public sealed record ListedType(string Path, bool IsShared, IReadOnlyList<ListedElement> Elements);

/// <param name="Name">As in JSON, without <c>[x]</c>.</param>
/// <param name="HasField">Usually present, so it has a field of its own.</param>
/// <param name="IsVocabulary">Its texts are few, and are kept from document to document.</param>
/// <param name="EndsWithId">It is a URL that ends with the id of a resource.</param>
public sealed record ListedElement(string Name, bool HasField, bool IsVocabulary, bool EndsWithId)
{
    internal static ListedElement Parse(string text)
        => new(text.TrimStart('*', '~', '/'), Has(text, '*'), Has(text, '~'), Has(text, '/'));

    private static bool Has(string text, char mark) => text.Contains(mark, StringComparison.Ordinal);
}
