// The parts of Windows that scripts reach through .NET types and through the registry's drive, for any PowerShell 7.
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Text.RegularExpressions;

namespace Played
{
    // Where the drives of the played Windows lie on this system.
    public static class Disk
    {
        public static readonly Dictionary<string, string> Directories = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

        // A path such as C:\Windows, or a text with such paths in quotes, as this system reads it.
        public static string Here(string text)
        {
            return Regex.Replace(text, @"(?<![\w])([A-Za-z]):([\\/][^""]*)?", match =>
                Directories.TryGetValue(match.Groups[1].Value, out var directory) ? directory + match.Groups[2].Value.Replace('\\', '/') : match.Value);
        }
    }

    // Stands for System.IO.FileStream.
    public class FileStream : System.IO.FileStream
    {
        public static bool DiskIsFull;

        public FileStream(string path, FileMode mode, FileAccess access, FileShare share) : base(Disk.Here(path), mode, access, share) { }

        public override void Write(byte[] bytes, int offset, int count)
        {
            if (DiskIsFull) throw new IOException("There is not enough space on the disk.");
            base.Write(bytes, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> bytes) { Write(bytes.ToArray(), 0, bytes.Length); }
    }

    public class Drive
    {
        public string Name;
        public bool IsReady;
        public string Label;

        // docs: System.IO.DriveInfo.VolumeLabel throws IOException when the drive is not ready
        public string VolumeLabel { get { return IsReady ? Label : throw new IOException("The device is not ready."); } }
    }

    // Stands for System.IO.DriveInfo.
    public static class Drives
    {
        public static readonly List<Drive> All = new List<Drive>();

        public static Drive[] GetDrives() { return All.ToArray(); }
    }

    // Stands for System.IO.Ports.SerialPort. A port that another program has open refuses to open.
    public class SerialPort : IDisposable
    {
        public static readonly List<string> Written = new List<string>();
        public static int BusyFor;
        static bool taken;
        bool isOpen;

        public SerialPort(string name, int baudRate)
        {
            if (name != "COM1") throw new IOException("The port '" + name + "' does not exist.");
        }

        public int WriteTimeout { get; set; }

        public void Open()
        {
            if (BusyFor-- > 0 || taken) throw new UnauthorizedAccessException("Access to the port 'COM1' is denied.");
            taken = isOpen = true;
        }

        // docs: System.IO.Ports.SerialPort.Encoding is ASCII unless set: other letters become question marks
        public void Write(string text)
        {
            if (!isOpen) throw new InvalidOperationException("The port is closed.");
            // docs: System.IO.Ports.SerialPort.WriteTimeout is InfiniteTimeout unless set
            if (WriteTimeout <= 0) throw new InvalidOperationException("A host that does not read would stop the script for good.");
            Written.Add(new string(text.Select(letter => letter < 128 ? letter : '?').ToArray()));
        }

        public void Dispose()
        {
            if (isOpen) taken = isOpen = false;
        }

        public static void Reset() { Written.Clear(); BusyFor = 0; taken = false; }
    }

    public class RegistryKey
    {
        public string Name;
        public readonly Dictionary<string, object> Values = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        public readonly Dictionary<string, string> Kinds = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        public readonly SortedDictionary<string, RegistryKey> Keys = new SortedDictionary<string, RegistryKey>(StringComparer.OrdinalIgnoreCase);
    }

    // A registry in memory, with the manners of the provider of Windows PowerShell 5.1 that scripts depend on:
    // New-Item -Force empties a key that is there, a missing value is an error. docs: about_Registry_Provider, New-Item
    [CmdletProvider("PlayedRegistry", ProviderCapabilities.None)]
    public class RegistryProvider : NavigationCmdletProvider, IDynamicPropertyCmdletProvider
    {
        public static readonly Dictionary<string, RegistryKey> Roots = new Dictionary<string, RegistryKey>(StringComparer.OrdinalIgnoreCase);

        static string[] Parts(string path)
        {
            return path.Split(new[] { '\\', '/' }, StringSplitOptions.RemoveEmptyEntries);
        }

        public static RegistryKey Find(string path)
        {
            RegistryKey key = null;
            foreach (var part in Parts(path))
            {
                var among = key == null ? (IDictionary<string, RegistryKey>)Roots : key.Keys;
                if (!among.TryGetValue(part, out key)) return null;
            }
            return key;
        }

        public static RegistryKey Make(string path)
        {
            RegistryKey key = null;
            foreach (var part in Parts(path))
            {
                var among = key == null ? (IDictionary<string, RegistryKey>)Roots : key.Keys;
                if (!among.TryGetValue(part, out var next)) among[part] = next = new RegistryKey { Name = part };
                key = next;
            }
            return key;
        }

        RegistryKey Need(string path)
        {
            var key = Find(path);
            if (key == null) Problem("Cannot find path '" + path + "' because it does not exist.", "PathNotFound");
            return key;
        }

        void Problem(string text, string id)
        {
            WriteError(new ErrorRecord(new ItemNotFoundException(text), id, ErrorCategory.ObjectNotFound, null));
        }

        protected override bool IsValidPath(string path) { return true; }

        protected override bool ItemExists(string path) { return Find(path) != null; }

        protected override bool IsItemContainer(string path) { return Find(path) != null; }

        protected override bool HasChildItems(string path) { return Find(path)?.Keys.Count > 0; }

        protected override void GetItem(string path) { WriteItemObject(Need(path), path, true); }

        protected override void GetChildNames(string path, ReturnContainers returnContainers)
        {
            foreach (var name in Need(path).Keys.Keys) WriteItemObject(name, path + "/" + name, true);
        }

        protected override void GetChildItems(string path, bool recurse)
        {
            foreach (var key in Need(path).Keys.Values.ToArray()) WriteItemObject(key, path + "/" + key.Name, true);
        }

        protected override void NewItem(string path, string itemTypeName, object newItemValue)
        {
            var existing = Find(path);
            var parent = Find(string.Join("/", Parts(path).SkipLast(1)));
            if (existing != null && !Force) { Problem("A key in this path already exists.", "Exists"); return; }
            if (parent == null && !Force) { Problem("The parent key does not exist: " + path, "NoParent"); return; }
            var key = Make(path);
            key.Values.Clear();
            key.Keys.Clear();
            WriteItemObject(key, path, true);
        }

        protected override void RemoveItem(string path, bool recurse)
        {
            var key = Need(path);
            if (key == null) return;
            if (key.Values.ContainsKey("Locked")) throw new UnauthorizedAccessException("Access to " + key.Name + " is denied.");
            Find(string.Join("/", Parts(path).SkipLast(1))).Keys.Remove(key.Name);
        }

        public void GetProperty(string path, Collection<string> names)
        {
            var key = Need(path);
            if (key == null) return;
            var found = new PSObject();
            if (names == null || names.Count == 0)
            {
                foreach (var pair in key.Values) found.Properties.Add(new PSNoteProperty(pair.Key, pair.Value));
                WritePropertyObject(found, path);
                return;
            }
            foreach (var name in names)
            {
                if (key.Values.TryGetValue(name, out var value)) found.Properties.Add(new PSNoteProperty(name, value));
                else Problem("Property " + name + " does not exist at path " + path + ".", "NoProperty");
            }
            if (found.Properties.Any()) WritePropertyObject(found, path);
        }

        public void SetProperty(string path, PSObject value)
        {
            var key = Need(path);
            if (key == null) return;
            foreach (var property in value.Properties) key.Values[property.Name] = property.Value;
        }

        public void ClearProperty(string path, Collection<string> names) { throw new NotSupportedException(); }

        public object GetPropertyDynamicParameters(string path, Collection<string> names) { return null; }

        public object SetPropertyDynamicParameters(string path, PSObject value) { return null; }

        public object ClearPropertyDynamicParameters(string path, Collection<string> names) { return null; }

        public void NewProperty(string path, string name, string type, object value)
        {
            var key = Find(path);
            if (key == null) { WriteError(new ErrorRecord(new ItemNotFoundException("Cannot find path '" + path + "'."), "PathNotFound", ErrorCategory.ObjectNotFound, null)); return; }
            if (key.Values.ContainsKey(name) && !Force) { WriteError(new ErrorRecord(new IOException("The property already exists."), "Exists", ErrorCategory.ResourceExists, null)); return; }
            key.Values[name] = Convert(type, value);
            key.Kinds[name] = type;
            var made = new PSObject();
            made.Properties.Add(new PSNoteProperty(name, key.Values[name]));
            WritePropertyObject(made, path);
        }

        static object Convert(string type, object value)
        {
            if (value is PSObject wrapped) value = wrapped.BaseObject;
            if (string.Equals(type, "DWord", StringComparison.OrdinalIgnoreCase)) return System.Convert.ToInt32(value);
            if (string.Equals(type, "String", StringComparison.OrdinalIgnoreCase)) return value.ToString();
            throw new ArgumentException("The registry kind " + type + " is not played.");
        }

        public void RemoveProperty(string path, string name)
        {
            var key = Find(path);
            if (key == null || !key.Values.Remove(name)) WriteError(new ErrorRecord(new PSArgumentException("Property " + name + " does not exist at path " + path + "."), "NoProperty", ErrorCategory.InvalidArgument, null));
        }

        public void RenameProperty(string path, string from, string to) { throw new NotSupportedException(); }

        public void CopyProperty(string fromPath, string from, string toPath, string to) { throw new NotSupportedException(); }

        public void MoveProperty(string fromPath, string from, string toPath, string to) { throw new NotSupportedException(); }

        public object NewPropertyDynamicParameters(string path, string name, string type, object value) { return null; }

        public object RemovePropertyDynamicParameters(string path, string name) { return null; }

        public object RenamePropertyDynamicParameters(string path, string from, string to) { return null; }

        public object CopyPropertyDynamicParameters(string fromPath, string from, string toPath, string to) { return null; }

        public object MovePropertyDynamicParameters(string fromPath, string from, string toPath, string to) { return null; }
    }

    // What Start-Process gives back: a program that has ended, or one that never does.
    public class Program
    {
        public readonly int Code;
        public readonly bool Hangs;
        public bool Killed;

        public Program(int code, bool hangs) { Code = code; Hangs = hangs; }

        public IntPtr Handle { get { return (IntPtr)1; } }

        public int ExitCode { get { return Hangs ? throw new InvalidOperationException("Process must exit before requested information can be determined.") : Code; } }

        public bool WaitForExit(int milliseconds) { return !Hangs; }

        public void Kill() { Killed = true; }
    }

    // Stands for System.Diagnostics.Process: a real process, whose exit code has more than the 8 bits of this system.
    public class Process
    {
        public static readonly Dictionary<int, int> WideCodes = new Dictionary<int, int> { { 3010 % 256, 3010 }, { 1641 % 256, 1641 } };
        public static string Arguments;
        readonly System.Diagnostics.Process process;

        Process(System.Diagnostics.Process process) { this.process = process; }

        public static Process Start(System.Diagnostics.ProcessStartInfo start)
        {
            Arguments = start.Arguments;
            start.Arguments = Disk.Here(start.Arguments);
            return new Process(System.Diagnostics.Process.Start(start));
        }

        public StreamReader StandardOutput { get { return process.StandardOutput; } }

        public StreamReader StandardError { get { return process.StandardError; } }

        public bool HasExited { get { return process.HasExited; } }

        public void WaitForExit() { process.WaitForExit(); }

        public int ExitCode { get { return WideCodes.TryGetValue(process.ExitCode, out var wide) ? wide : process.ExitCode; } }
    }
}
