namespace Hl7.Fhir.Model;

public sealed class Integer : PrimitiveType
{
    public Integer() { }

    public Integer(int? value) => Value = value;

    public override string TypeName => "integer";

    public int? Value
    {
        get => Primitive.Integer(ObjectValue);
        set => ObjectValue = value;
    }

    internal override PrimitiveKind Kind => PrimitiveKind.Integer;
}

public sealed class PositiveInt : PrimitiveType
{
    public PositiveInt() { }

    public PositiveInt(int? value) => Value = value;

    public override string TypeName => "positiveInt";

    public int? Value
    {
        get => Primitive.Integer(ObjectValue);
        set => ObjectValue = value;
    }

    internal override PrimitiveKind Kind => PrimitiveKind.Integer;
}

public sealed class UnsignedInt : PrimitiveType
{
    public UnsignedInt() { }

    public UnsignedInt(int? value) => Value = value;

    public override string TypeName => "unsignedInt";

    public int? Value
    {
        get => Primitive.Integer(ObjectValue);
        set => ObjectValue = value;
    }

    internal override PrimitiveKind Kind => PrimitiveKind.Integer;
}
