using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>
/// Knowledge and conditions are read by generated code, which sets every property: what the JSON leaves out is set to null, to 0 or to
/// false, whatever stands behind the property's "=".
/// </summary>
public sealed class GeneratedReadingTests
{
    public static TheoryData<Type> Types { get; } = [.. Conditions().Concat(Knowledge())];

    [Theory]
    [MemberData(nameof(Types))]
    public void What_the_JSON_leaves_out_is_what_a_new_object_holds(Type type)
    {
        NullabilityInfoContext nullability = new();
        var blank = RuntimeHelpers.GetUninitializedObject(type);
        var made = type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is { } constructor ? constructor.Invoke(null) : null;
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null && p.GetCustomAttribute<RequiredMemberAttribute>() is null && p.GetCustomAttribute<JsonIgnoreAttribute>() is null))
        {
            var isInConstructor = type.GetConstructors().Any(c => c.GetParameters().Any(p => p.Name == property.Name));
            if (isInConstructor)
                continue;
            property.SetValue(blank, null);
            var left = property.GetValue(blank);
            if (nullability.Create(property).ReadState == NullabilityState.NotNull)
                Assert.True(left is not null, $"{type.Name}.{property.Name} is null when the JSON leaves it out: init => field = value ?? []");
            if (made is not null && property.PropertyType.IsValueType)
                Assert.True(Equals(left, property.GetValue(made)), $"{type.Name}.{property.Name} is {left ?? "null"} when the JSON leaves it out, whatever stands behind its =");
        }
    }

    [Fact]
    public void All_of_them_are_seen()
    {
        Assert.Contains(typeof(CdsOncoPharm.Stratification.Conditions.LaboratoryToxicity), Conditions());
        Assert.Contains(typeof(TaskVariant), Knowledge());
        Assert.Contains(typeof(SiteFacts), Knowledge());
    }

    private static IEnumerable<Type> Conditions() => typeof(Condition).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => kind.DerivedType);

    private static HashSet<Type> Knowledge()
    {
        HashSet<Type> found = [];
        Walk(typeof(CareLevelKnowledge), found);
        found.Remove(typeof(CareLevelKnowledge));
        return found;

        static void Walk(Type type, HashSet<Type> found)
        {
            foreach (var part in type.IsGenericType ? type.GetGenericArguments() : [])
                Walk(part, found);
            if (type.Assembly == typeof(CareLevelKnowledge).Assembly && !type.IsGenericType && found.Add(type))
            {
                foreach (var property in type.GetProperties())
                    Walk(property.PropertyType, found);
            }
        }
    }
}
