namespace CdsOncoPharm.Intake;

/// <summary>How a reference is written.</summary>
internal enum ReferenceForm
{
    /// <summary>Not a reference that can be followed.</summary>
    Other,

    /// <summary><c>#med</c></summary>
    Contained,

    /// <summary><c>urn:uuid:…</c></summary>
    Urn,

    /// <summary><c>https://ehr.example.org/fhir/Patient/1</c></summary>
    Absolute,

    /// <summary><c>Patient/1</c></summary>
    Relative,

    /// <summary><c>1</c>, which is not FHIR and occurs.</summary>
    Bare,
}

/// <summary>The parts of a reference or of a fullUrl.</summary>
internal readonly ref struct ReferenceText
{
    public ReferenceForm Form { get; private init; }

    /// <summary>The server, without the scheme: <c>ehr.example.org/fhir</c>; empty when the reference names none.</summary>
    public ReadOnlySpan<char> Server { get; private init; }

    /// <summary><c>Patient/1</c> without version; empty where the form has no type.</summary>
    public ReadOnlySpan<char> TypeAndId { get; private init; }

    public ReadOnlySpan<char> Type { get; private init; }

    public ReadOnlySpan<char> Id { get; private init; }

    public static ReferenceText Of(string? reference)
    {
        if (string.IsNullOrWhiteSpace(reference))
            return default;
        var text = reference.AsSpan().Trim();
        if (text[0] == '#')
            return new() { Form = ReferenceForm.Contained, Id = text[1..] };
        if (text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
            return new() { Form = ReferenceForm.Urn, Id = text[(text.LastIndexOf(':') + 1)..] };
        // A search such as Patient?identifier=… names somebody whom only the server could find.
        if (text.Contains('?'))
            return default;
        var fragment = text.IndexOf('#');
        if (fragment > 0)
            text = text[..fragment];
        var history = text.IndexOf("/_history", StringComparison.Ordinal);
        if (history > 0)
            text = text[..history];
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var rest = (scheme > 0 ? text[(scheme + 3)..] : text).Trim('/');
        if (rest.IsEmpty)
            return default;
        var idAt = rest.LastIndexOf('/');
        if (idAt < 0)
            return scheme > 0 ? default : new() { Form = ReferenceForm.Bare, Id = rest };
        var typeAt = rest[..idAt].LastIndexOf('/') + 1;
        return new()
        {
            Form = scheme > 0 ? ReferenceForm.Absolute : ReferenceForm.Relative,
            Server = typeAt > 1 ? rest[..(typeAt - 1)] : default,
            TypeAndId = rest[typeAt..],
            Type = rest[typeAt..idAt],
            Id = rest[(idAt + 1)..],
        };
    }
}
