import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes out what javac leaves to be made at run time: the choice of a switch over types (SwitchBootstraps), and the methods of
 * records (ObjectMethods). Java's cache of classes cannot keep what those bootstrap methods make, and each costs milliseconds at
 * its first use; lambdas it keeps. The methods written here do what the documentation of the two classes says.
 */
final class DirectCalls {
    private static final String SWITCHES = "Ljava/lang/runtime/SwitchBootstraps;";
    private static final String RECORDS = "Ljava/lang/runtime/ObjectMethods;";
    private static final MethodTypeDesc CHOICE =
            MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object, ConstantDescs.CD_int);
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");

    private final ClassFile writer;
    private final ClassModel old;
    private final Map<String, Consumer<ClassBuilder>> made = new TreeMap<>();

    private DirectCalls(ClassFile writer, ClassModel old) {
        this.writer = writer;
        this.old = old;
    }

    static byte[] in(byte[] type, ClassHierarchyResolver hierarchy) {
        ClassFile writer = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
        return new DirectCalls(writer, writer.parse(type)).written(type);
    }

    private byte[] written(byte[] type) {
        if (old.methods().stream().noneMatch(DirectCalls::isConcerned)) {
            return type;
        }
        ClassTransform calls = ClassTransform.transformingMethodBodies(DirectCalls::isConcerned, CodeTransform.ofStateful(() -> (code, element) -> {
            if (element instanceof InvokeDynamicInstruction call && isConcerned(call)) {
                replace(call, code);
            } else {
                code.with(element);
            }
        }));
        return writer.transformClass(old, calls.andThen(ClassTransform.endHandler(builder -> made.values().forEach(method -> method.accept(builder)))));
    }

    private static boolean isConcerned(MethodModel method) {
        return method.code().stream().flatMap(CodeModel::elementStream)
                .anyMatch(element -> element instanceof InvokeDynamicInstruction call && isConcerned(call));
    }

    private static boolean isConcerned(InvokeDynamicInstruction call) {
        return switch (call.bootstrapMethod().owner().descriptorString()) {
            // Constants of enums and strings stay as they are.
            case SWITCHES -> call.bootstrapMethod().methodName().equals("typeSwitch")
                    && call.bootstrapArgs().stream().allMatch(label -> label instanceof ClassDesc type && !type.isPrimitive());
            case RECORDS -> true;
            default -> false;
        };
    }

    private void replace(InvokeDynamicInstruction call, CodeBuilder code) {
        boolean isSwitch = call.bootstrapMethod().owner().descriptorString().equals(SWITCHES);
        String name = "immure$" + (isSwitch ? "choose$" + made.size() : call.name().stringValue());
        MethodTypeDesc type = isSwitch ? CHOICE : call.typeSymbol();
        made.put(name, builder -> builder.withMethodBody(
                name, type, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, body -> {
                    if (isSwitch) {
                        choose(call.bootstrapArgs(), body);
                    } else {
                        record(call, body);
                    }
                }));
        code.invokestatic(old.thisClass().asSymbol(), name, type, old.flags().has(java.lang.reflect.AccessFlag.INTERFACE));
    }

    /** The index of the first label, from a given one on, that the value is of; -1 for null; their number for none. */
    private static void choose(List<ConstantDesc> labels, CodeBuilder code) {
        Label there = code.newLabel();
        code.aload(0).ifnonnull(there).iconst_m1().ireturn().labelBinding(there);
        for (int i = 0; i < labels.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next);
            code.loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(labels.size()).ireturn();
    }

    private static void record(InvokeDynamicInstruction call, CodeBuilder code) {
        ClassDesc type = (ClassDesc) call.bootstrapArgs().getFirst();
        List<DirectMethodHandleDesc> fields = call.bootstrapArgs().stream().skip(2).map(DirectMethodHandleDesc.class::cast).toList();
        switch (call.name().stringValue()) {
            case "equals" -> equals(type, fields, code);
            case "hashCode" -> hashCode(type, fields, code);
            case "toString" -> toString(type, fields, code);
            default -> throw new IllegalArgumentException("a record has no made method " + call.name());
        }
    }

    private static void equals(ClassDesc type, List<DirectMethodHandleDesc> fields, CodeBuilder code) {
        Label other = code.newLabel();
        Label different = code.newLabel();
        code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
        code.aload(1).instanceOf(type).ifeq(different);
        code.aload(1).checkcast(type).astore(2);
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc of = field.invocationType().returnType();
            code.aload(0).getfield(type, field.methodName(), of).aload(2).getfield(type, field.methodName(), of);
            switch (of.descriptorString()) {
                case "Z", "B", "C", "S", "I" -> code.if_icmpne(different);
                case "J" -> code.lcmp().ifne(different);
                // As Float.compare and Double.compare: NaN is itself, and 0.0 is not -0.0.
                case "F" -> code.invokestatic(ConstantDescs.CD_Float, "compare", MethodTypeDesc.of(ConstantDescs.CD_int, of, of)).ifne(different);
                case "D" -> code.invokestatic(ConstantDescs.CD_Double, "compare", MethodTypeDesc.of(ConstantDescs.CD_int, of, of)).ifne(different);
                default -> code.invokestatic(OBJECTS, "equals", MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object)).ifeq(different);
            }
        }
        code.iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
    }

    private static void hashCode(ClassDesc type, List<DirectMethodHandleDesc> fields, CodeBuilder code) {
        code.iconst_0();
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc of = field.invocationType().returnType();
            code.loadConstant(31).imul().aload(0).getfield(type, field.methodName(), of);
            ClassDesc owner = switch (of.descriptorString()) {
                case "Z" -> ConstantDescs.CD_Boolean;
                case "B" -> ConstantDescs.CD_Byte;
                case "C" -> ConstantDescs.CD_Character;
                case "S" -> ConstantDescs.CD_Short;
                case "I" -> ConstantDescs.CD_Integer;
                case "J" -> ConstantDescs.CD_Long;
                case "F" -> ConstantDescs.CD_Float;
                case "D" -> ConstantDescs.CD_Double;
                default -> OBJECTS;
            };
            code.invokestatic(owner, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, of.isPrimitive() ? of : ConstantDescs.CD_Object)).iadd();
        }
        code.ireturn();
    }

    private static void toString(ClassDesc type, List<DirectMethodHandleDesc> fields, CodeBuilder code) {
        code.new_(BUILDER).dup().invokespecial(BUILDER, "<init>", ConstantDescs.MTD_void);
        code.loadConstant(type).invokevirtual(ConstantDescs.CD_Class, "getSimpleName", MethodTypeDesc.of(ConstantDescs.CD_String));
        append(ConstantDescs.CD_String, code);
        String before = "[";
        for (DirectMethodHandleDesc field : fields) {
            code.loadConstant(before + field.methodName() + "=");
            append(ConstantDescs.CD_String, code);
            ClassDesc of = field.invocationType().returnType();
            code.aload(0).getfield(type, field.methodName(), of);
            boolean small = of.equals(ConstantDescs.CD_byte) || of.equals(ConstantDescs.CD_short);
            append(small ? ConstantDescs.CD_int : of.isPrimitive() ? of : ConstantDescs.CD_Object, code);
            before = ", ";
        }
        code.loadConstant(fields.isEmpty() ? "[]" : "]");
        append(ConstantDescs.CD_String, code);
        code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String)).areturn();
    }

    private static void append(ClassDesc type, CodeBuilder code) {
        code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, type));
    }
}
