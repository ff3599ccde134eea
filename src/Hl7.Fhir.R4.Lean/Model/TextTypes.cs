namespace Hl7.Fhir.Model;

public sealed class FhirString : PrimitiveType
{
    public FhirString() { }

    public FhirString(string? value) => Value = value;

    public override string TypeName => "string";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class FhirUri : PrimitiveType
{
    public FhirUri() { }

    public FhirUri(string? value) => Value = value;

    public override string TypeName => "uri";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class FhirUrl : PrimitiveType
{
    public FhirUrl() { }

    public FhirUrl(string? value) => Value = value;

    public override string TypeName => "url";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class Canonical : PrimitiveType
{
    public Canonical() { }

    public Canonical(string? value) => Value = value;

    public override string TypeName => "canonical";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class Code : PrimitiveType
{
    public Code() { }

    public Code(string? value) => Value = value;

    public override string TypeName => "code";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class Id : PrimitiveType
{
    public Id() { }

    public Id(string? value) => Value = value;

    public override string TypeName => "id";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class Markdown : PrimitiveType
{
    public Markdown() { }

    public Markdown(string? value) => Value = value;

    public override string TypeName => "markdown";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class Oid : PrimitiveType
{
    public Oid() { }

    public Oid(string? value) => Value = value;

    public override string TypeName => "oid";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class Uuid : PrimitiveType
{
    public Uuid() { }

    public Uuid(string? value) => Value = value;

    public override string TypeName => "uuid";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}

public sealed class Time : PrimitiveType
{
    public Time() { }

    public Time(string? value) => Value = value;

    public override string TypeName => "time";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }
}
